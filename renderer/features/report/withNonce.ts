/**
 * A frame made from text stands under this page's own security policy, which lets in styles that carry its nonce only: the
 * report's style element is given it here, for looking at and for printing. What is exported does not carry it.
 */
export function withNonce(html: string): string {
  const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');
  const nonce = meta === null ? '' : meta.nonce || meta.content;
  return html.replaceAll('<style>', `<style nonce="${nonce}">`);
}
