// The end of a shift: the session ends where the server can be reached; what waits to be sent stays for the next guard.
import * as api from '@shared/api'
import { Problem } from '@shared/http'

import { forget } from '../kept'
import { person } from './gate'

export async function api_log_out(): Promise<void> {
  try {
    await api.log_out()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
  }
  await forget('gate.person')
  person.value = undefined
}
