import type { KubeContextView } from '#shared/contract/views.ts';
import { Confirm } from '../../ui/Dialog.tsx';

interface SignInConsentProps {
  readonly context: KubeContextView;
  readonly onAllow: () => void;
  readonly onRefuse: () => void;
}

/** A kubeconfig may come from anybody, and what it names runs with the user's rights: it is asked about once, in full. */
export function SignInConsent({ context, onAllow, onRefuse }: SignInConsentProps) {
  const { name, server, command } = context;
  if (command === undefined) return null;
  const program = command.text.split(' ', 1)[0] ?? command.text;
  return (
    <Confirm
      title={`Run ${program} to sign in to ${name}?`}
      verb={`Run ${program}`}
      otherwise="Don’t run it"
      onConfirm={onAllow}
      onCancel={onRefuse}
    >
      <p>
        The kubeconfig names this command for <code className="break-all">{server ?? name}</code>. It runs on this
        machine with your rights. It is remembered by its hash, so another command, argument or variable is asked about
        again.
      </p>
      <pre className="mt-3 overflow-x-auto rounded-md border border-line bg-subtle p-2.5 text-code">
        <code>{command.text}</code>
      </pre>
    </Confirm>
  );
}
