/**
 * Whether Windows would look for this absolute path on another machine (`\\host\share`, `//host/share`), or past its file
 * system (`\\?\…`, `\\.\…`). To open the former signs the user in there by itself, so a plan from elsewhere could collect
 * credentials by naming one as a source. Other platforms know no such paths. `platform` is as Node.js calls it.
 */
export function isNetworkPath(absolute: string, platform: string): boolean {
  return platform === 'win32' && /^(?:[/\\]{2}|[/\\]\?\?[/\\])/.test(absolute);
}
