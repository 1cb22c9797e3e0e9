import { findOrInstallBrowser } from './findBrowser.ts';

/** Before the tests that need a browser: finds one, or installs one. Without any, those tests are skipped and say so. */
export default function prepareBrowser(): void {
  findOrInstallBrowser();
}
