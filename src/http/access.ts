import { CheckError } from '../check/errors.ts'

/** What a key may do. `check` sends photos, `read` reads answers, `admin` may everything. */
export const scopes = ['check', 'read', 'reference', 'outcome', 'admin'] as const
export type Scope = (typeof scopes)[number]

/** Who calls, and what they may do. */
export interface Access {
  tenant: string
  /** Names the key for the audit trail; never the secret. */
  actor: string
  scopes: readonly Scope[]
  /** A button's token speaks for this merchant and order only, from pages of this origin. */
  only?: { merchantId: string; orderId: string; origin: string } | undefined
}

/** @throws CheckError UNAUTHORIZED */
export type Authenticate = (authorization: string | undefined) => Promise<Access>

/** @throws CheckError FORBIDDEN when the caller's key lacks the scope. */
export function demand(access: Access, scope: Scope): Access {
  if (!access.scopes.includes(scope) && !access.scopes.includes('admin'))
    throw new CheckError('FORBIDDEN', `This needs a key with the scope ${scope}.`)
  return access
}
