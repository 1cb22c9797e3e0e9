/** Keys as they are printed on a keyboard. */
export function Keys({ children }: { readonly children: string }) {
  return (
    <kbd className="rounded-sm border border-b-2 border-line bg-surface px-1 font-sans text-tiny font-medium text-ink-3">
      {children}
    </kbd>
  );
}
