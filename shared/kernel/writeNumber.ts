const grouped = new Intl.NumberFormat('en');

/** As people read it: `4,000`. */
export function writeNumber(number: number): string {
  return number < 1000 ? String(number) : grouped.format(number);
}
