import type { MiddlewareHandler } from 'hono'
import { secureHeaders } from 'hono/secure-headers'

/**
 * What every answer tells browsers. The page opens evidence documents as files of its own, and such files are held to
 * its policy: so it allows their one style.
 */
export const securityHeaders = ({
  evidenceStyle,
  buttonOrigins,
}: {
  evidenceStyle: string
  buttonOrigins: readonly string[]
}): MiddlewareHandler =>
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      objectSrc: ["'none'"],
      styleSrc: ["'self'", evidenceStyle],
      imgSrc: ["'self'", 'data:', 'blob:'],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'self'", ...buttonOrigins],
    },
    // It knows no lists; frame-ancestors says the same and more.
    xFrameOptions: buttonOrigins.length === 0,
    overwrite: false,
  })
