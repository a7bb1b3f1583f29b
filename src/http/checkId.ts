import { CheckError } from '../check/errors.ts'

/** What a path names as a check; anything that is not an id of ours finds nothing. */
export const checkIdOf = (text: string): string => {
  if (!/^[\w-]{1,64}$/.test(text)) throw noSuchCheck()
  return text
}

export const noSuchCheck = () => new CheckError('NOT_FOUND', 'There is no check with this id.')
