/**
 * Takes out of the addresses in a text what lets somebody in: the query, where signed links carry their token, and the name
 * and password before the host. What remains still says where a proof is kept, and brackets around an address still close.
 */
export function withoutAccess(text: string): string {
  return text.replaceAll(
    /(?<![a-z0-9+.-])(?<scheme>[a-z][a-z0-9+.-]*:\/\/)(?:[^\s/?#"'@]*@)*(?<place>[^\s?#"'<>]*)(?:[?#](?:[^\s"'<>]*[^\s"'<>}\],])?)?/gi,
    '$<scheme>$<place>',
  );
}
