import { useMemo } from 'react';
import { withNonce } from './withNonce.ts';

interface ReportPreviewProps {
  readonly html: string;
  readonly name: string;
}

/**
 * The report as it is exported, in a frame that may do nothing and is nobody: no scripts, no origin. Browsers lay it out in
 * a process of its own, so that a long report does not hold up this page.
 */
export function ReportPreview({ html, name }: ReportPreviewProps) {
  const text = useMemo(() => withNonce(html), [html]);
  return (
    <div className="min-h-80 flex-1 border-t border-line bg-inset p-3">
      <iframe
        title={`Preview of ${name}`}
        sandbox=""
        srcDoc={text}
        className="h-full w-full rounded-sm border border-line bg-[#ffffff]"
      />
    </div>
  );
}
