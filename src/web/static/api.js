/** Calls to the service, with the key if one is needed. It is kept for this tab only. */

const place = 'huoyan-key'
let key = sessionStorage.getItem(place) ?? undefined
let askForKey

/** @param {(wrong: boolean) => Promise<string>} ask what asks the merchant for a key */
export function useKeysFrom(ask) {
  askForKey = ask
}

export const currentKey = () => key

export function forgetKey() {
  key = undefined
  sessionStorage.removeItem(place)
}

export class CallError extends Error {
  constructor(code, detail) {
    super(detail ?? code)
    this.code = code
  }
}

/** Asks until a key is accepted. @throws CallError */
export async function call(path, { accept = 'application/json', ...init } = {}) {
  for (let tried = false; ; tried = true) {
    const headers = { accept, ...init.headers, ...(key ? { authorization: `Bearer ${key}` } : {}) }
    const answer = await fetch(path, { ...init, headers }).catch(() => {
      throw new CallError('UNREACHABLE')
    })
    if (answer.ok) return answer
    if (answer.status === 401) {
      const wrong = tried || key !== undefined
      forgetKey()
      key = await askForKey(wrong)
      sessionStorage.setItem(place, key)
      continue
    }
    const problem = await answer.json().catch(() => ({}))
    throw new CallError(problem.code ?? 'INTERNAL', problem.detail)
  }
}

export const read = async (path) => (await call(path)).json()

export const send = async (path, body) =>
  (
    await call(path, {
      method: 'POST',
      ...(body instanceof FormData
        ? { body }
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
  ).json()
