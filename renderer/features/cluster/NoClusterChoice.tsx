import { TextButton } from '../../ui/Button.tsx';

/** That there is none to look at was said, and not only forgotten. */
export function NoClusterChoice({ onForget }: { readonly onForget: () => void }) {
  return (
    <section className="border-b border-line px-6 py-4 max-rail:px-5">
      <h2 className="mb-1 text-small font-semibold text-ink-3">Audits look at no cluster</h2>
      <p className="max-w-180 text-ink-2">
        What only a cluster shows, and nobody vouches for, is out of scope: it is counted as that, and not as unknown.
        Connections, rules and the tier’s controls stay in scope. Run and report say so.
      </p>
      <TextButton onPress={onForget}>Take the choice back</TextButton>
    </section>
  );
}
