/** A sentence of the engine, which writes what is to be typed between backticks, as it does on a terminal. */
export function Sentence({ children }: { readonly children: string }) {
  return children.split('`').map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // The parts of a sentence keep their places.
      // oxlint-disable-next-line react/no-array-index-key
      <code key={index} className="font-mono text-code break-words">
        {part}
      </code>
    ),
  );
}
