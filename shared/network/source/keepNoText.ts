/** Of a text of which nothing is judged, what is kept as evidence: its lines, all blank. */
export function keepNoText(text: string): string {
  return text.replaceAll(/[^\r\n]+/g, '');
}
