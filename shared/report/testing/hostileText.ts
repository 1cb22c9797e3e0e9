/**
 * Texts that try to leave the place they are put in: elements, quoted attributes, the style sheet, comments, and the
 * direction of writing. Each carries the word `hostile`, so that a test can see that it was shown and not left out.
 */
export const hostileTexts = [
  '<script>hostile()</script>',
  '"><img src=x onerror=hostile()>',
  "' onmouseover='hostile()",
  '</style><script>hostile()</script>',
  '"}</style><svg onload=hostile()>',
  '--><iframe src=//hostile.example></iframe><!--',
  'javascript:hostile()',
  '\\22 hostile; } body { display: none',
  '&lt;hostile&amp;',
  'hostile\u202Etxt.exe\u2066 \u200F\u061C',
  'hostile\u0000\u0007\u001B[31m\u009B',
  'hostile \uD800 lone',
  '{{hostile}} ${hostile} <%= hostile %>',
] as const;
