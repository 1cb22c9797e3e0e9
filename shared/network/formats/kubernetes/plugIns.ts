import { calicoPlugIn } from './calico/calicoPlugIn.ts';
import { ciliumPlugIn } from './cilium/ciliumPlugIn.ts';
import type { PlugIn } from './plugIn.ts';

/** Every plug-in whose own policies are judged: a new one is added here, and read in readManifests. */
export const plugIns: readonly PlugIn[] = [ciliumPlugIn, calicoPlugIn];
