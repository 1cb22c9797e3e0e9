/**
 * Whether Windows would look for this absolute path on another machine (`\\host\share`, `//host/share`), or past its file
 * system (`\\?\…`, `\\.\…`). To open the former signs the user in there by itself, so a plan from elsewhere could collect
 * credentials by naming one as a source. Other platforms know no such paths.
 */
export function isNetworkPath(absolute: string, platform: NodeJS.Platform): boolean {
  return platform === 'win32' && /^(?:[/\\]{2}|[/\\]\?\?[/\\])/.test(absolute);
}
