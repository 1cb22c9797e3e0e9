/** Who may import whom (docs/architecture.md). Each rule says why, and what to do instead. */

const rule = (name, comment, from, to, more = {}) => ({ name, severity: 'error', comment, from, to, ...more });
const ownCode = '^(shared|electron|renderer|resources)/';
/**
 * Where the data folder is decides where the cache of compiled code lies, which must be on before anything is loaded; standard
 * output is written to before there is a composition, and what hinders it has the words of every file.
 */
const askedBeforeTheComposition = '^electron/adapters/(?:system/dataFolder|files/fileFailure)[.]ts$';
const isTest = '[.]test[.]tsx?$|/testing/';

export default {
  forbidden: [
    rule(
      'nothing-unresolved',
      'An import that does not resolve would hide from every other rule. Correct the path, or add the package.',
      {},
      { couldNotResolve: true },
    ),
    rule(
      'no-cycles',
      'Files that need each other are one thing or three. Move what they share to a third file.',
      {},
      { circular: true },
    ),
    rule(
      'shared-is-pure',
      'shared/ runs in every host: no Node module, no host, no framework. Ask for an ability as a parameter instead.',
      { path: '^shared/', pathNot: isTest },
      { dependencyTypes: ['core'] },
    ),
    rule(
      'shared-knows-no-host',
      'Facts and decisions do not know who asks. Move what is needed into shared/, or pass it in.',
      { path: '^shared/', pathNot: isTest },
      { path: '^(electron|renderer|tests|scripts)/' },
    ),
    rule(
      'shared-packages',
      'shared/ may use packages without I/O only. Add one here with a line in docs/decisions/0002-dependencies.md.',
      { path: '^shared/', pathNot: isTest },
      {
        dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'],
        pathNot:
          'node_modules/(zod|yaml|js-yaml|jsonc-parser|uuid|canonicalize|hucre|re2js|@orpc/contract|@types/js-yaml)/',
      },
    ),
    rule(
      'contract-never-back',
      'The contract is made of the domain, not the domain of the contract. Move the type to the domain.',
      { path: '^shared/(?!contract/)', pathNot: isTest },
      { path: '^shared/contract/' },
    ),
    rule(
      'kernel-is-the-bottom',
      'The kernel is what everything stands on. Move the file to the station that it belongs to.',
      { path: '^shared/kernel/', pathNot: isTest },
      { path: '^shared/(?!kernel/)' },
    ),
    rule(
      'network-knows-no-audit',
      'What rules let through is judged before anything is audited or reported. Move what both need into network/ or the kernel.',
      { path: '^shared/network/', pathNot: isTest },
      { path: '^shared/(audit|report|history)/' },
    ),
    rule(
      'application-knows-ports-only',
      'Use cases ask for abilities through ports.ts. Add a port, and let composition.ts supply it.',
      { path: '^electron/application/', pathNot: isTest },
      { path: '^electron/(?!application/)' },
    ),
    rule(
      'application-is-pure',
      'Use cases run in every host: no Node module and no driver. Add a port for what is needed.',
      { path: '^electron/application/', pathNot: isTest },
      { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-no-pkg'] },
    ),
    rule(
      'adapters-know-ports-only',
      'An adapter supplies abilities and knows nothing of who uses them. It may import ports.ts and shared/.',
      { path: '^electron/adapters/', pathNot: isTest },
      { path: '^electron/', pathNot: '^electron/(adapters/|application/ports[.]ts$)' },
    ),
    rule(
      'adapters-are-built-in-one-place',
      'composition.ts is the only place that builds adapters, and ruleWorker.ts in a thread of its own. Ask for the ability.',
      { path: '^electron/', pathNot: `^electron/(adapters/|composition[.]ts$|ruleWorker[.]ts$)|${isTest}` },
      { path: '^electron/adapters/', pathNot: askedBeforeTheComposition },
    ),
    rule(
      'hosts-go-through-the-router',
      'A host knows the router and the composition. What it needs of a use case is an operation of the contract.',
      { path: '^electron/hosts/', pathNot: isTest },
      {
        path: '^electron/(application|adapters)/',
        pathNot: ['^electron/application/ports[.]ts$', askedBeforeTheComposition],
      },
    ),
    rule(
      'router-joins-contract-and-application',
      'The router is the only file that knows both. It builds no adapters and knows no host.',
      { path: '^electron/router[.]ts$' },
      { path: '^electron/(adapters|hosts)/' },
    ),
    rule(
      'electron-in-the-desktop-only',
      "electron/hosts/desktop is the only importer of 'electron'. Put what needs it there.",
      { path: '^(shared|electron|renderer)/', pathNot: '^electron/hosts/desktop/' },
      { path: '^electron$|node_modules/electron/' },
    ),
    rule(
      'hosts-know-not-each-other',
      'Hosts stand side by side. Move what two of them share beside the router.',
      { path: '^electron/hosts/([^/]+)/', pathNot: isTest },
      { path: '^electron/hosts/', pathNot: ['^electron/hosts/$1/', '^electron/hosts/browser/browserHost[.]ts$'] },
    ),
    rule(
      'renderer-knows-shared-only',
      'The page asks the engine through the contract; it never imports it.',
      { path: '^renderer/' },
      { path: '^(electron|tests|scripts)/' },
    ),
    rule(
      'renderer-has-no-node',
      'The page runs in a browser. Ask the engine for it.',
      { path: '^renderer/', pathNot: isTest },
      { dependencyTypes: ['core'] },
    ),
    rule(
      'features-stand-on-state-client-ui',
      'A feature is one folder; what two of them share belongs to features/words, features/marks, state or ui.',
      { path: '^renderer/features/((?!frame)[^/]+)/', pathNot: isTest },
      {
        path: '^renderer/features/',
        pathNot: ['^renderer/features/$1/', '^renderer/features/(frame|marks|words|files)/'],
      },
    ),
    rule(
      'ui-has-no-domain',
      'renderer/ui holds components without domain words. Pass in what they show.',
      { path: '^renderer/ui/', pathNot: isTest },
      { path: '^(shared|renderer/(state|client|features))/' },
    ),
    rule(
      'state-below-features',
      'State is what features stand on.',
      { path: '^renderer/(state|client)/', pathNot: isTest },
      { path: '^renderer/(features|ui)/' },
    ),
    rule(
      'products-need-no-development-packages',
      'Users do not have development packages. Move it to dependencies.',
      { path: '^(shared|electron)/', pathNot: `${isTest}|^electron/hosts/desktop/` },
      { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types/' },
    ),
    rule(
      'tests-stay-outside',
      'Code that users run never imports what is made for tests.',
      { path: ownCode, pathNot: isTest },
      { path: isTest },
    ),
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.yaml'],
    },
  },
};
