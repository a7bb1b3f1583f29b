/** Makes an element. Text only ever becomes text: file names and messages are hostile. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value)
    else if (name === 'class') element.className = value
    else element.setAttribute(name, value === true ? '' : value)
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false))
  return element
}

/** A line drawing of 24 x 24; decoration, words stand beside it. */
export function icon(...paths) {
  const make = (tag, attributes) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', tag)
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
    return element
  }
  const svg = make('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true', class: 'icon' })
  svg.append(...paths.map((d) => make('path', { d })))
  return svg
}

export const icons = {
  plus: () => icon('M12 5v14M5 12h14'),
  camera: () => icon('M4 8h3l1.5-2.5h7L17 8h3v11H4z', 'M12 10a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z'),
  cross: () => icon('M7 7l10 10M17 7L7 17'),
  copy: () => icon('M9 9h10v11H9z', 'M15 9V4H5v11h4'),
  done: () => icon('M5 12.5l4.5 4.5L19 7.5'),
  again: () => icon('M19 12a7 7 0 1 1-2.2-5.1M19 4v4h-4'),
  eye: () =>
    icon('M2.5 12C6 6.5 9 5 12 5s6 1.5 9.5 7c-3.5 5.5-6.5 7-9.5 7s-6-1.5-9.5-7z', 'M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z'),
}
