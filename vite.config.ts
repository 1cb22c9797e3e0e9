import { builtinModules } from 'node:module';
import path from 'node:path';
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { load as parseYaml } from 'js-yaml';
import { defineConfig } from 'vitest/config';
import type { Plugin, ResolvedBuildOptions } from 'vite';
import manifest from './package.json' with { type: 'json' };
import { noncePlaceholder } from './shared/contract/contentSecurityPolicy.ts';

const project = import.meta.dirname;
const at = (...parts: string[]): string => path.join(project, ...parts);

/** Turns `import x from './x.yaml'` into the parsed value, so that no host parses the catalogue again at its start. */
function yamlModules(): Plugin {
  return {
    name: 'yaml-modules',
    transform: {
      filter: { id: /\.yaml$/ },
      handler(code) {
        return { code: `export default ${JSON.stringify(parseYaml(code))};`, moduleType: 'js', map: null };
      },
    },
  };
}

/** No test asserts a time; this only ends one that hangs, on a machine that has other things to do. Milliseconds. */
const patience = 120_000;

/** Windows and servers get a second try where nobody watches; the closing lines name what needed it. */
const tries = process.env['CI'] === undefined ? {} : { retry: 1 };

const nodeModules = [...builtinModules, /^node:/];

/** A program for Node or Electron. Native and Electron modules stay outside; everything else is bundled for a fast start. */
function program(
  entries: Record<string, string>,
  folder: string,
  format: 'es' | 'cjs',
): { consumer: 'server'; resolve: object; build: Partial<ResolvedBuildOptions> } {
  return {
    consumer: 'server',
    resolve: { noExternal: true, external: ['electron', 'better-sqlite3'] },
    build: {
      outDir: at('dist', folder),
      emptyOutDir: true,
      target: 'node24',
      minify: true,
      copyPublicDir: false,
      rolldownOptions: {
        input: entries,
        external: ['electron', 'better-sqlite3', ...nodeModules],
        output: {
          format,
          entryFileNames: format === 'cjs' ? '[name].cjs' : '[name].js',
          chunkFileNames: '[name]-[hash].js',
        },
      },
    },
  } as never;
}

export default defineConfig({
  root: at('renderer'),
  plugins: [yamlModules(), react(), tailwind()],
  // Puts `<meta property="csp-nonce">` into the page and the placeholder on every script and style: the hosts fill it in.
  html: { cspNonce: noncePlaceholder },
  define: { __VERSION__: JSON.stringify(manifest.version) },
  environments: {
    // Nothing is inlined: the page's security policy lets in fonts from its own files only.
    client: {
      build: { outDir: at('dist/renderer'), emptyOutDir: true, target: ['chrome108'], assetsInlineLimit: 0 },
    },
    node: program(
      {
        pdp: at('electron/hosts/cli/main.ts'),
        engine: at('electron/hosts/desktop/engine.ts'),
        ruleWorker: at('electron/ruleWorker.ts'),
      },
      'node',
      'es',
    ),
    desktopMain: program({ main: at('electron/hosts/desktop/main.ts') }, 'desktop', 'cjs'),
    desktopPreload: program({ preload: at('electron/hosts/desktop/preload.ts') }, 'preload', 'cjs'),
  },
  builder: {
    async buildApp(builder) {
      for (const environment of Object.values(builder.environments)) {
        if (environment.name !== 'ssr') await builder.build(environment);
      }
    },
  },
  test: {
    reporters: ['default', at('tests/conformanceTable.ts'), at('tests/closingLine.ts')],
    setupFiles: [at('tests/fixedSeed.ts'), at('tests/leavesNothingBehind.ts')],
    // Otherwise a machine with two cores works with one.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        root: project,
        test: {
          name: 'unit',
          include: ['shared/**/*.test.ts', 'electron/**/*.test.ts', 'scripts/**/*.test.ts', 'tests/fuzz/**/*.test.ts'],
          environment: 'node',
          testTimeout: patience,
        },
      },
      {
        extends: true,
        root: project,
        test: {
          name: 'renderer',
          include: ['renderer/**/*.test.{ts,tsx}'],
          environment: 'jsdom',
          // Style sheets are empty in tests otherwise, and one test reads them.
          css: true,
          testTimeout: patience,
        },
      },
      {
        extends: true,
        root: project,
        test: { name: 'conformance', include: ['tests/conformance/**/*.test.ts'], testTimeout: patience },
      },
      {
        extends: true,
        root: project,
        test: {
          ...tries,
          name: 'hosts',
          include: ['tests/hosts/**/*.test.ts', 'tests/e2e/**/*.test.ts'],
          testTimeout: patience,
          hookTimeout: 120_000,
          // A window on a busy machine takes a while.
          expect: { poll: { timeout: 15_000 } },
          // Two at a time: each has a window or a server of its own, and waits for it half of the time.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          globalSetup: at('tests/prepareBrowser.ts'),
        },
      },
      {
        extends: true,
        root: project,
        test: {
          ...tries,
          name: 'cluster',
          include: ['tests/cluster/**/*.test.ts'],
          testTimeout: patience,
          hookTimeout: patience,
          fileParallelism: false,
          globalSetup: at('tests/cluster/startCluster.ts'),
        },
      },
    ],
  },
});
