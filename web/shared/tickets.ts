// Problems of enterprises: the calls that the screens make, and what comes back.
import { request } from './http'
import type { Page } from './types'

export type TicketState = 'open' | 'solved' | 'closed' | 'merged' | 'withdrawn'
export type PlanState = 'none' | 'proposed' | 'accepted' | 'refused' | 'broken'
export interface TicketLine {
  id: string; number: string; enterprise: string; enterprise_name: string; subdistrict: string; source: string
  category: string; category_name: string; priority: string; priority_name: string; title: string; state: TicketState
  version: number; level: string; team: string; team_name: string; handler: string; handler_name: string
  mine: boolean; acknowledged: boolean; unanswered: boolean; overdue: boolean; raised_at: string; due_at?: string
  left_ms?: number; nights: number; plan: PlanState; plan_until?: string; solved_at?: string; excepted_until?: string
  excepted_by: string; rating?: number
}
export interface TicketAct { kind: string; audience: 'everybody' | 'officials'; at: string; by_name: string; text: string; to_name: string }
export interface TicketView {
  line: TicketLine; text: string; plan_text: string; raised_by_name: string; merged_into: string; acts: TicketAct[]
  links: { kind: string; other: string; label: string }[]; actions: string[]
}
export interface Answer { id: string; category: string; category_name: string; title: string; text: string; answer: string; by_name: string; at: string }
export interface Suggestions { tickets: { line: TicketLine; likeness_percent: number }[]; answers: Answer[] }
export interface Catalogue { categories: { id: string; name: string; priority: string }[]; priorities: { id: string; name: string }[] }
export interface Candidate { person: string; name: string }
export interface TeamView { team: string; name: string; level: string; shift: string; call_order: Candidate[]; members: Candidate[] }
export interface DutyLine { day: string; shift: string; shift_name: string; from: string; to: string; person: Candidate; substitute: Candidate; planned: boolean }
export interface FigureLine {
  id: string; name: string; raised: number; open: number; solved: number; solved_same_day: number; reopened: number; overnight: number
  first_answer: { count: number; median_s: number; p95_s: number }; solution: { count: number; median_s: number; p95_s: number }
  ratings: number; rating_mean: number
}
export interface TicketFigures { all: FigureLine; categories: FigureLine[]; teams: FigureLine[]; handlers: FigureLine[] }
export interface TicketQuery { whose?: 'mine' | 'all'; order?: 'newest' | 'time_left'; state?: string; category?: string; after?: string; limit?: number }

const base = '/tickets'
export const list_tickets = (query: TicketQuery) => request<Page<TicketLine>>('GET', base, { query: { ...query } })
export const read_ticket = (id: string) => request<TicketView>('GET', `${base}/${id}`)
export const raise_ticket = (body: { client: string; enterprise?: string; category: string; priority?: string; title: string; text: string }) => request<TicketView>('POST', base, { body })
export const act_on_ticket = (id: string, what: string, body: object) => request<TicketView>('POST', `${base}/${id}/${what}`, { body })
export const read_catalogue = () => request<Catalogue>('GET', `${base}/catalogue`)
export const find_similar = (text: string) => request<Suggestions>('GET', `${base}/similar`, { query: { text } })
export const list_overnight = () => request<TicketLine[]>('GET', `${base}/overnight`)
export const read_ticket_figures = () => request<TicketFigures>('GET', `${base}/figures`)
export const files_of_ticket = (id: string) => `${base}/${id}/attachments`
export const keep_knowledge = (body: { category: string; title: string; text: string; answer: string }) => request<Answer>('POST', '/knowledge', { body })
export const list_teams = () => request<TeamView[]>('GET', '/rota/teams')
export const list_duty = (team: string) => request<DutyLine[]>('GET', `/rota/teams/${encodeURIComponent(team)}/duty`)
export const plan_duty = (team: string, body: { day: string; shift: string; person: string; substitute?: string }) =>
  request<DutyLine>('PUT', `/rota/teams/${encodeURIComponent(team)}/duty`, { body })
