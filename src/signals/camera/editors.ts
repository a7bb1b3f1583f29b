/** Programs that change pictures, as they name themselves in EXIF Software or XMP CreatorTool. None is a sign of AI. */
const EDITORS: [pattern: RegExp, name: string][] = [
  [/photoshop/i, 'Adobe Photoshop'],
  [/lightroom/i, 'Adobe Lightroom'],
  [/camera raw/i, 'Adobe Camera Raw'],
  [/imageready/i, 'Adobe ImageReady'],
  [/\bgimp\b/i, 'GIMP'],
  [/snapseed/i, 'Snapseed'],
  [/picsart/i, 'Picsart'],
  [/meitu|美图|beautyplus|xiuxiu/i, 'Meitu'],
  [/醒图|xingtu/i, 'Xingtu'],
  [/轻颜|faceu|ulike/i, 'Ulike'],
  [/剪映|capcut|jianying/i, 'Jianying'],
  [/\bb612\b/i, 'B612'],
  [/camera360/i, 'Camera360'],
  [/\bvsco/i, 'VSCO'],
  [/facetune/i, 'Facetune'],
  [/pixelmator/i, 'Pixelmator'],
  [/affinity/i, 'Affinity Photo'],
  [/paint\.net/i, 'Paint.NET'],
  [/picasa/i, 'Picasa'],
  [/\bcanva\b/i, 'Canva'],
  [/photoscape/i, 'PhotoScape'],
  [/acdsee/i, 'ACDSee'],
  [/imagemagick/i, 'ImageMagick'],
  [/graphicconverter/i, 'GraphicConverter'],
  [/windows photo (?:editor|gallery)|microsoft windows photo/i, 'Windows Photos'],
  [/paint ?shop|corel/i, 'Corel PaintShop'],
  [/luminar|skylum/i, 'Luminar'],
  [/capture one/i, 'Capture One'],
  [/darktable|rawtherapee/i, 'a raw developer'],
  [/libformat|xnview/i, 'XnView'],
  [/irfanview/i, 'IrfanView'],
  [/polarr/i, 'Polarr'],
  [/^aperture\b/i, 'Apple Aperture'],
]

/** The editor that a program's own name stands for; undefined for cameras, phones and everything else. */
export const editorName = (software: string): string | undefined =>
  EDITORS.find(([pattern]) => pattern.test(software.slice(0, 200)))?.[1]

/** Programs that take pictures of screens, and the word that iOS, macOS and Android write into a screenshot. */
const SCREENSHOT =
  /screen ?shot|screen ?capture|截屏|截图|snipping tool|flameshot|greenshot|sharex|lightshot|spectacle/i

/** Whether a comment, a software or a file name says that a picture is a screenshot. */
export const saysScreenshot = (text: string): boolean => SCREENSHOT.test(text.slice(0, 200))
