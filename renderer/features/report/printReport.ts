import { withNonce } from './withNonce.ts';

/** Hands the report to the system's print dialog. Only for this a frame is made that this page may speak to; it runs no scripts. */
export function printReport(html: string): void {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-same-origin allow-modals');
  frame.setAttribute('aria-hidden', 'true');
  frame.tabIndex = -1;
  frame.className = 'print-frame';
  frame.addEventListener(
    'load',
    () => {
      const { contentWindow } = frame;
      contentWindow?.addEventListener('afterprint', () => frame.remove(), { once: true });
      contentWindow?.print();
    },
    { once: true },
  );
  frame.srcdoc = withNonce(html);
  document.body.append(frame);
}
