// The policy pack's rules on this side of the wire: what the server will say (src/policy/judge.cpp, logic.cpp), said while
// somebody types. The same rules, sent by the server; the same cases, in tests/vectors/rules.
import json_logic from 'json-logic-js'

import { check_mobile, check_plate, check_resident_id, check_usc, is_date, type Fault } from './validators'

export type FieldType =
  | 'text' | 'paragraph' | 'integer' | 'number' | 'boolean' | 'date' | 'choice' | 'multi_choice' | 'phone' | 'usc'
  | 'resident_id' | 'plate'

export interface FieldRule {
  id: string
  type: string
  required: boolean
  minimum?: number
  maximum?: number
  length_min?: number
  length_max?: number
  pattern?: string
  choices: { value: string }[]
}
export interface ConditionRule {
  id: string
  field: string
  reason: string
  rule: unknown
}

const pattern_text_max = 256 // bytes; the server matches nothing longer

const is_blank = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
const limited = (code: string, limit: number): Fault => ({ code, params: { limit: String(limit) } })

function check_number(field: FieldRule, value: unknown): Fault | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return { code: 'field.number' }
  if (field.type === 'integer' && !Number.isInteger(value)) return { code: 'field.integer' }
  if (field.minimum !== undefined && value < field.minimum) return limited('field.minimum', field.minimum)
  if (field.maximum !== undefined && value > field.maximum) return limited('field.maximum', field.maximum)
  return undefined
}

function check_format(type: string, text: string): Fault | undefined {
  switch (type) {
    case 'phone': return check_mobile(text)
    case 'usc': return check_usc(text)
    case 'resident_id': return check_resident_id(text)
    case 'plate': return check_plate(text)
    case 'date': return is_date(text) ? undefined : { code: 'json.expected_date' }
    default: return undefined
  }
}

function matches(pattern: string, text: string): boolean {
  if (new TextEncoder().encode(text).length > pattern_text_max) return false
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(text)
  } catch {
    return true // a form of writing that only the server knows: it will say
  }
}

function check_text(field: FieldRule, value: unknown): Fault | undefined {
  if (typeof value !== 'string') return { code: 'field.text' }
  const length = [...value].length
  if (field.length_min !== undefined && length < field.length_min) return limited('field.length_min', field.length_min)
  if (field.length_max !== undefined && length > field.length_max) return limited('field.length_max', field.length_max)
  if (field.pattern && !matches(field.pattern, value)) return { code: 'field.pattern' }
  return check_format(field.type, value)
}

// What is wrong with one field's value; `complete`: it is about to be handed in, so that what is needed has to be there.
export function check_field(field: FieldRule, value: unknown, complete: boolean): Fault | undefined {
  if (is_blank(value)) return complete && field.required ? { code: 'field.required' } : undefined
  const is_choice = (one: unknown) => typeof one === 'string' && field.choices.some((choice) => choice.value === one)
  switch (field.type) {
    case 'integer': case 'number': return check_number(field, value)
    case 'boolean': return typeof value === 'boolean' ? undefined : { code: 'json.expected_boolean' }
    case 'choice': return is_choice(value) ? undefined : { code: 'field.choice' }
    case 'multi_choice': return Array.isArray(value) && value.every(is_choice) ? undefined : { code: 'field.choice' }
    default: return check_text(field, value)
  }
}

// Whether a JsonLogic rule holds; one that means nothing does not.
export function holds(rule: unknown, facts: unknown): boolean {
  try {
    return json_logic.truthy(json_logic.apply(rule as Parameters<typeof json_logic.apply>[0], facts))
  } catch {
    return false
  }
}

export function unmet_conditions(conditions: ConditionRule[], facts: unknown): ConditionRule[] {
  return conditions.filter((condition) => !holds(condition.rule, facts))
}

// "{limit}" filled in.
export function fill(text: string, params: Record<string, string> = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => params[name] ?? whole)
}
