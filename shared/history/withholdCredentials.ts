import { withheldMark } from '../kernel/withheldMark.ts';

/**
 * What is a credential by its looks, wherever it stands. `secret` is the part that is withheld. None may begin again inside
 * of a run that it has looked through already: the time would grow with the square of a hostile line's length.
 */
const credentials: readonly RegExp[] = [
  /\bBearer\s+(?<secret>[\w.~+/=-]{8,})/gi,
  /\bBasic\s+(?<secret>[A-Za-z0-9+/]{8,}={0,2})(?![\w+/])/g,
  /(?<![\w-])(?<secret>eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)/g,
  /(?<secret>\b(?:AKIA|ASIA)[0-9A-Z]{16}\b)/g,
  /(?<secret>\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{20,}|xox[abpr]-[\w-]{10,}))/g,
  /\b(?:sig|AccountKey|SharedAccessKey|Password|Pwd)=(?<secret>[^;&\s"']{4,})/gi,
  /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]*:\/\/(?<secret>[^\s/@"']+)@/gi,
];

/** A key that ends so, with what is assigned to it, outside of Kubernetes objects, where labels may be called anything. */
const assignment =
  /(?:password|passwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|connection[_-]?string)["']?\s*[:=]\s*["']?(?<secret>[^\s"',;]{4,})/gi;

const privateKey = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$(?![^]))/g;

/** Withholds of any text what looks like a credential; `withAssignments` also what is assigned to a name of one. */
export function withholdCredentials(text: string, withAssignments = true): string {
  const withoutKeys = text.replaceAll(privateKey, (block) => block.replaceAll(/\S.*/g, withheldMark));
  return [...credentials, ...(withAssignments ? [assignment] : [])].reduce(
    (kept, credential) =>
      kept.replaceAll(credential, (...match) => {
        const whole = String(match[0]);
        const { secret } = match.at(-1) as { readonly secret: string };
        if (/^(?:true|false|null)$/.test(secret)) return whole;
        return (
          whole.slice(0, whole.lastIndexOf(secret)) +
          withheldMark +
          whole.slice(whole.lastIndexOf(secret) + secret.length)
        );
      }),
    withoutKeys,
  );
}
