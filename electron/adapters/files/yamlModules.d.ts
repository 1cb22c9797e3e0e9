/** YAML files are parsed when the program is built (`yamlModules` in vite.config.ts); what is in them is for the reader to judge. */
declare module '*.yaml' {
  const parsed: unknown;
  export default parsed;
}
