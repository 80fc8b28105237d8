/**
 * Lint. typescript-eslint's strictest type-checked set; every rule that is switched off or loosened has its reason
 * beside it. `npm run check` treats warnings as errors.
 */
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  globalIgnores(['dist/', 'dist.*/', 'data/', 'coverage/', 'test-results/', 'playwright-report/', '**/golden/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,

  {
    files: ['**/*.{ts,tsx,mts}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // Nest types the options of its factories as classes and takes them as objects.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        // Switches over text (a tag's name, a key pressed) have no end to exhaust; over unions they must be exhaustive.
        { requireDefaultForNonUnion: false, considerDefaultExhaustiveForUnions: true },
      ],
      // Off: a class that is injected is used by its type only, as far as the rule can see, but Nest reads it at run
      // time from the decorator's metadata. `import type` there breaks injection.
      '@typescript-eslint/consistent-type-imports': 'off',
      // A number or a boolean in a template reads well and cannot come out as [object Object].
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // `() => emitter.emit(…)` is clear without braces around it.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // Nest's modules are empty classes that carry a decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // `while (true)` with a way out in the middle is honest.
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // Inference of unused code is TypeScript's (noUnusedLocals); this one is for undefined names, which it knows too.
      'no-undef': 'off',
      eqeqeq: ['error', 'always'],
    },
  },

  {
    files: ['src/**/*.ts', 'web/**/*.{ts,tsx}'],
    rules: {
      'no-console': 'error',
      complexity: ['error', { max: 15, variant: 'modified' }],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'No barrel files: import from the file that has it.' },
        { selector: 'TSEnumDeclaration', message: 'A union of strings: it is what is on the wire.' },
      ],
    },
  },
  {
    // Every conditional element of JSX counts as a branch, and so does every guard of an inner loop that is written out
    // because a call there costs.
    files: ['web/**/*.tsx', 'src/core/graph/**', 'src/core/layout/**'],
    rules: { complexity: ['error', { max: 22, variant: 'modified' }] },
  },
  {
    // The command and the start of the server talk to a person, on stdout and stderr.
    files: ['src/main.ts', 'src/cli.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    // Loops over typed arrays and columns of equal length: `noUncheckedIndexedAccess` types every read as perhaps
    // undefined, the loop's bounds rule it out, and a check in the innermost loop costs what the arrays were for.
    files: ['src/core/graph/**', 'src/core/layout/**', 'web/**', 'bench/**'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    // Pure functions of their input (design.md): no clock, no randomness but a seed.
    files: ['src/core/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'The core is deterministic: take a seeded generator.' },
        { object: 'Date', property: 'now', message: 'The core has no clock: take the time as an argument.' },
        { object: 'performance', property: 'now', message: 'The core has no clock.' },
      ],
      'no-restricted-globals': ['error', 'process', 'setTimeout', 'setInterval', 'fetch'],
    },
  },

  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      // Answers of the real server are read as a client reads them, as untyped JSON: the expectation is the check.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // Where a test is wrong about there being something, `!` fails it: that is what it is for.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Drivers under contract suites are async by the port, whether the fake awaits or not.
      '@typescript-eslint/require-await': 'off',
      'no-restricted-properties': [
        'error',
        ...['it', 'test', 'describe'].map((object) => ({
          object,
          property: 'only',
          message: 'It leaves every other test of the file out, silently.',
        })),
      ],
    },
  },

  {
    // Belongs to scripts/tsconfig.json (it imports a script), where the project service does not look for it.
    files: ['playwright.config.ts'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { projectService: false } },
  },

  {
    // Run as they are; scripts/tsconfig.json type-checks what can be checked without annotations.
    files: ['**/*.{mjs,cjs,js}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        Buffer: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        performance: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        module: 'writable',
        require: 'readonly',
        fetch: 'readonly',
      },
    },
  },
);
