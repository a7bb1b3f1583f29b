/** Chinese where the caller's first choice of the two is Chinese, English otherwise (RFC 9110, 12.5.4). */
export function languageOf(acceptLanguage: string | undefined): 'zh' | 'en' {
  const ranges = (acceptLanguage ?? '').split(',').map((range) => {
    const [tag = '', quality] = range
      .trim()
      .toLowerCase()
      .split(/;\s*q=/)
    return { tag: tag.split('-')[0], quality: quality === undefined ? 1 : Number(quality) || 0 }
  })
  const of = (tag: string) => Math.max(0, ...ranges.filter((range) => range.tag === tag).map((range) => range.quality))
  return of('zh') > of('en') ? 'zh' : 'en'
}
