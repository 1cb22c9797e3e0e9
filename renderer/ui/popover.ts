export const popoverClass =
  'z-40 min-w-(--trigger-width) rounded-lg border border-line-strong bg-surface p-1 shadow-2 outline-none';

export const listItemClass =
  'flex min-h-7 cursor-default items-center gap-2 rounded-md px-2 py-1 outline-none data-[focused]:bg-selected data-[disabled]:text-ink-3';
