// What a reader is told when a request failed: the server's own words where it has any.
import type { Problem } from './http'

export function problem_words(problem: Problem, t: (key: string) => string): string {
  if (problem.status === 0) return t('load.network')
  if (problem.message) return problem.message
  if (problem.status === 403) return t('load.forbidden')
  if (problem.status === 404) return t('load.not_found')
  return t('load.unknown')
}
