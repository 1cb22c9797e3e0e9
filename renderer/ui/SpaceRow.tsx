interface SpaceRowProps {
  /** In pixels. */
  readonly height: number;
  readonly columns: number;
}

/** Stands in for the rows of a long table that are not drawn. */
export function SpaceRow({ height, columns }: SpaceRowProps) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden>
      <td colSpan={columns} style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}
