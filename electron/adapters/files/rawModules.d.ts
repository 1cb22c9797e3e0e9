/** Files whose import ends in `?raw` become their own text when the program is built. */
declare module '*?raw' {
  const text: string;
  export default text;
}
