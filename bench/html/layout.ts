/** A part of the page: title, what it is about, and what it shows. All HTML. */
export const section = (title: string, lead: string, ...parts: string[]): string =>
  `<section><h2>${title}</h2><p class="lead">${lead}</p>${parts.join('\n')}</section>`

export const wide = (part: string): string => `<figure>${part}</figure>`

/** Side by side where there is room. */
export const pair = (...parts: string[]): string => `<div class="pair">${parts.map(wide).join('')}</div>`
