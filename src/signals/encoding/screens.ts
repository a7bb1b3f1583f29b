/**
 * Sizes of phone and tablet screens in pixels, short side first. Only sizes that cameras do not write: screens of
 * 3:4 and 9:16 are left out but for PNG, as photos have those proportions too.
 * Sources: makers' specifications of iPhones (2012-2025) and of common Android panels.
 */
const TALL: Record<number, number[]> = {
  640: [1136],
  720: [1440, 1480, 1500, 1512, 1520, 1544, 1560, 1570, 1600, 1604, 1612, 1640, 1650],
  750: [1334],
  828: [1792],
  1080: [
    2160, 2220, 2232, 2240, 2244, 2246, 2248, 2256, 2270, 2280, 2310, 2312, 2316, 2340, 2376, 2388, 2392, 2400, 2404,
    2408, 2412, 2424, 2436, 2460, 2520, 2640,
  ],
  1125: [2436],
  1170: [2532],
  1176: [2400],
  1179: [2556],
  1200: [2640, 2652, 2664, 2670],
  1206: [2622],
  1212: [2616],
  1216: [2640],
  1220: [2656, 2712],
  1224: [2720],
  1240: [2772],
  1242: [2688],
  1256: [2760],
  1260: [2720, 2736, 2780, 2800],
  1264: [2780],
  1280: [2800, 2856],
  1284: [2778],
  1290: [2796],
  1312: [2848],
  1320: [2868],
  1344: [2772, 2992],
  1440: [2880, 2960, 3040, 3088, 3120, 3168, 3200, 3216],
}
/** 9:16, 10:16 and 3:4 screens, of which only a PNG is likely to be a screenshot. */
const SQUARER: Record<number, number[]> = {
  640: [960],
  720: [1280],
  1080: [1920],
  1242: [2208],
  1440: [2560],
  1536: [2048],
  1620: [2160],
  1640: [2360],
  1668: [2224, 2388],
  2048: [2732],
}

/** Whether a size is exactly that of a screen, in either orientation. */
export function isScreenSize(width: number, height: number, format: string): boolean {
  const [short, long] = width < height ? [width, height] : [height, width]
  return (TALL[short]?.includes(long) ?? false) || (format === 'png' && (SQUARER[short]?.includes(long) ?? false))
}
