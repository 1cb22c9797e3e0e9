import { ErrorState } from '../../ui/states.tsx';
import type { ConnectFailure } from '../../client/connectFailure.ts';

/** The browser host has not let this page in. */
export function NotLetIn({ failure }: { readonly failure: ConnectFailure }) {
  return (
    <main className="mx-auto mt-20 max-w-160">
      <h1 className="mx-6 mb-4 text-title font-semibold">PDP Workbench</h1>
      <ErrorState title={failure.message} steps={[failure.remedy]}>
        Nothing was read or changed.
      </ErrorState>
    </main>
  );
}
