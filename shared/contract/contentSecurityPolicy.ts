/** Stands in the built `index.html` wherever the nonce goes; a host replaces it in each answer. */
export const noncePlaceholder = 'PDP-WORKBENCH-NONCE';

/**
 * The policy under which both windows, desktop and browser, run the page: its own files, nothing from elsewhere, no script
 * or style in the markup unless it carries this answer's nonce. Pictures may be made by the page itself (diagrams).
 */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ');
}
