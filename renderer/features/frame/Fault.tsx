import { House, RotateCw } from 'lucide-react';
import { withholdCredentials } from '#shared/history/withholdCredentials.ts';
import type { SystemInformation } from '#shared/contract/views.ts';
import { useQueryCache } from '../../client/useQuery.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import type { Caught } from '../../ui/ErrorBoundary.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { go, useRoute } from '../../state/router.ts';
import { useSystem } from '../../state/useCatalog.ts';

interface FaultProps {
  /** What could not be shown: `This page`. */
  readonly what: string;
  readonly caught: Caught;
  readonly onAgain: () => void;
}

/** A mistake of this program, in the place of what it kept from being shown. */
export function Fault({ what, caught, onAgain }: FaultProps) {
  const cache = useQueryCache();
  const route = useRoute();
  const details = describeFault(caught, route?.page, useSystem());
  const again = (): void => {
    // What it was drawn from may have been the reason, so that is asked for anew as well.
    cache.refresh([]);
    onAgain();
  };
  return (
    <ErrorState
      title={`${what} can’t be shown`}
      steps={[
        'Try again: everything on it is asked for anew.',
        'If it stays so, load the window anew, and send the details to who maintains PDP Workbench.',
      ]}
      actions={
        <>
          <Button look="primary" onPress={again}>
            Try again
          </Button>
          <Button icon={RotateCw} onPress={() => globalThis.location.reload()}>
            Load the window anew
          </Button>
          {route?.page !== 'plans' && (
            <Button icon={House} onPress={() => go({ page: 'plans' })}>
              Show plans
            </Button>
          )}
          <CopyButton text={details}>Copy details</CopyButton>
        </>
      }
      details={
        <pre className="max-h-60 overflow-auto rounded-md border border-line bg-subtle p-2.5 text-code text-ink-2">
          <code>{details}</code>
        </pre>
      }
    >
      A mistake in PDP Workbench stopped it. Plans and runs are kept on disk and were not touched.
    </ErrorState>
  );
}

/** Enough of each trace to find the place. */
const tracedLines = 12;

/**
 * What somebody who mends this program has to know of an exception. It is meant to be sent on: neither the plan nor its file is
 * named, and what looks like a credential is withheld.
 */
function describeFault(
  { error, componentStack }: Caught,
  page: string | undefined,
  { version, catalogVersion, host, platform }: SystemInformation,
): string {
  const said = String(error);
  const trace = error instanceof Error ? (error.stack ?? '') : '';
  return withholdCredentials(
    [
      `PDP Workbench ${version}, catalogue ${catalogVersion}, ${host}, ${platform}`,
      `Page: ${page ?? 'none has this address'}`,
      // Some engines begin the trace with what was said, others don't.
      firstLines(trace.startsWith(said) ? trace : `${said}\n${trace}`),
      firstLines(componentStack?.trimStart() ?? ''),
    ].join('\n'),
  );
}

function firstLines(text: string): string {
  return text.split('\n', tracedLines).join('\n');
}
