/**
 * How a page gets into the browser host. The printed address carries a token in its fragment, `/#token=…`. The host's entry
 * page, which is all that anybody without a session is shown, posts it to `sessionPath` as `{"token": …}`, once and within
 * a minute, and gets a session: a cookie that no script can read, and a page key.
 *
 * Both are asked for at `rpcPath`. A browser sends the cookie to every port of 127.0.0.1, also to one that another user of the
 * machine listens on; the key is kept where only pages of this very port can read it, and sent by them as a header.
 */
export const sessionPath = '/session';
export const rpcPath = '/rpc';
export const tokenParameter = 'token';

/** Where the entry page leaves the key: an item of `localStorage`. */
export const pageKeyItem = 'pdp-workbench.page-key';
export const pageKeyHeader = 'pdp-page-key';

/** What comes back; anything but status 200 means that the token was used already, is too old, or is wrong. */
export interface SessionAnswer {
  readonly pageKey: string;
}
