import { Copy } from 'lucide-react';
import { useCopy } from './useCopy.ts';
import { Button } from './Button.tsx';
import type { ButtonLook } from './Button.tsx';

interface CopyButtonProps {
  /** A verb with its object: `Copy link`. */
  readonly children: string;
  readonly text: string;
  readonly look?: ButtonLook;
  readonly shrinks?: boolean;
  readonly className?: string;
}

export function CopyButton({ children, text, look = 'quiet', shrinks = false, className = '' }: CopyButtonProps) {
  const { copy, copied } = useCopy();
  return (
    <Button icon={Copy} look={look} shrinks={shrinks} className={className} onPress={() => void copy(text)}>
      {copied ? 'Copied' : children}
    </Button>
  );
}
