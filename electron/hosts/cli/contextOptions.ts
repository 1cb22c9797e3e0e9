import { InvalidArgumentError, Option } from 'commander';
import type { CompositionOptions } from '#electron/composition.ts';
import { askOnTerminal } from './askOnTerminal.ts';

/** What commander makes of the options below. */
export interface ClusterOptions {
  readonly context?: string;
  readonly snapshot?: string;
  readonly allowExec?: boolean;
}

/** `--context`, as the commands that look at a cluster take it. */
export function contextOption(): Option {
  return new Option('--context <name>', 'look at the cluster of this context of the kubeconfig').argParser(onlyOne);
}

export function snapshotOption(): Option {
  return new Option('--snapshot <file>', 'look at what `pdp snapshot` has written of a cluster')
    .conflicts('context')
    .argParser(onlyOne);
}

/** A plan is of one data plane, and a run of one cluster: of two, one would be passed over silently. */
function onlyOne(value: string, earlier: string | undefined): string {
  if (earlier === undefined) return value;
  throw new InvalidArgumentError(
    `${earlier} was named already, and a run looks at one cluster. Run it once for each; pdp history compare shows in what they differ.`,
  );
}

/** `--no-cluster`, for an audit of plan and rules alone. */
export function noClusterOption(): Option {
  return new Option('--no-cluster', 'look at no cluster: what only one would show is out of scope').conflicts([
    'context',
    'snapshot',
  ]);
}

/** `--check`, as the commands take it that can do with a part. */
export function checkOption(): Option {
  return new Option('--check <id...>', 'for these checks only');
}

/** `--allow-exec`, which answers the question of `consent` beforehand. */
export function allowExecOption(): Option {
  return new Option('--allow-exec', 'let the kubeconfig run the command that it signs in with; remembered');
}

/** How this command asks whether a command of a kubeconfig may be run. */
export function consent(isGiven: boolean | undefined): Pick<CompositionOptions, 'confirmCommand'> {
  return {
    confirmCommand: async (command) =>
      isGiven === true ||
      (await askOnTerminal(`The kubeconfig signs in by running: ${command}\nMay it be run?`)) === true,
  };
}
