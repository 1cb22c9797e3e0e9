/** The mark and the name. */
export function Brand() {
  return (
    <header className="flex items-center gap-2.25 px-4 font-semibold tracking-[-0.005em] max-rail:justify-center max-rail:px-0">
      <svg
        width="20"
        height="20"
        viewBox="0 0 20 20"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.75"
        strokeLinejoin="round"
        aria-hidden
      >
        <rect x="2.5" y="2.5" width="15" height="15" rx="3.5" />
        <path d="M2.5 10h4.2M13.3 10h4.2" />
        <circle cx="10" cy="10" r="3.2" />
      </svg>
      <span className="max-rail:sr-only">PDP Workbench</span>
    </header>
  );
}
