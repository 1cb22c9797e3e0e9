import { useMemo } from 'react';
import type { Ref } from 'react';

interface ReportPreviewProps {
  readonly html: string;
  readonly name: string;
  readonly ref: Ref<HTMLIFrameElement>;
}

/**
 * The report as it is exported, in a frame without scripts. A frame made from text stands under this page's own security
 * policy, which lets in styles that carry its nonce only: the report's style element gets it here, and in the preview only.
 */
export function ReportPreview({ html, name, ref }: ReportPreviewProps) {
  const text = useMemo(() => html.replaceAll(/<style>/g, `<style nonce="${readNonce()}">`), [html]);
  return (
    <div className="min-h-80 flex-1 border-t border-line bg-inset p-3">
      <iframe
        ref={ref}
        title={`Preview of ${name}`}
        // Same origin, so that this page can have it printed; no scripts, so that it can do nothing by itself.
        sandbox="allow-same-origin allow-modals"
        srcDoc={text}
        className="h-full w-full rounded-sm border border-line bg-[#ffffff]"
      />
    </div>
  );
}

function readNonce(): string {
  const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');
  return meta === null ? '' : meta.nonce || meta.content;
}
