import { useState } from 'react';
import { Button } from './Button.tsx';
import type { Refusal } from './fields.tsx';

interface FormButtonsProps {
  /** A verb with its object: `Write the waiver`. */
  readonly verb: string;
  /** What keeps it from being sent; beside the button, in words. */
  readonly missing: string | undefined;
  /** Answers why it was refused; undefined where it was taken. */
  readonly onSubmit: () => Promise<Refusal>;
  /** The form is done with: sent, or left. */
  readonly onDone: () => void;
}

/** The end of a form: it is open until what it holds is kept, and says why it is not. */
export function FormButtons({ verb, missing, onSubmit, onDone }: FormButtonsProps) {
  const [isSending, setIsSending] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const submit = async (): Promise<void> => {
    setIsSending(true);
    setRefusal(undefined);
    const answer = await onSubmit();
    setIsSending(false);
    if (answer === undefined) onDone();
    else setRefusal(answer);
  };
  return (
    <>
      {refusal !== undefined && (
        <p role="alert" className="text-fail">
          Not saved. {refusal}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button look="primary" onPress={() => void submit()} disabledBecause={isSending ? 'Saving' : missing}>
          {verb}
        </Button>
        <Button onPress={onDone}>Cancel</Button>
      </div>
    </>
  );
}
