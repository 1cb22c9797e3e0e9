import { useCallback, useEffect, useRef, useState } from 'react';

const SHOWN_FOR_MS = 1_500;

/** Puts text on the clipboard and says for a moment that it is there. */
export function useCopy(): { readonly copy: (text: string) => Promise<void>; readonly copied: boolean } {
  const [copied, setCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = useCallback(async (text: string) => {
    await writeClipboard(text);
    setCopied(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setCopied(false), SHOWN_FOR_MS);
  }, []);
  return { copy, copied };
}

/** The clipboard's own interface needs a permission that a locked-down window may not have; a copy command does not. */
export async function writeClipboard(text: string): Promise<void> {
  try {
    await globalThis.navigator.clipboard.writeText(text);
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    field.setAttribute('aria-hidden', 'true');
    field.style.position = 'fixed';
    field.style.opacity = '0';
    document.body.append(field);
    field.select();
    document.execCommand('copy');
    field.remove();
  }
}
