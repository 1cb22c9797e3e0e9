import { configureGlobal } from 'fast-check';

/** The same cases in every run: a red test is the change's doing. PDP_SEED tries others. */
configureGlobal({ seed: Number(process.env['PDP_SEED'] ?? 20_261_121) });
