import { findMarkdownLinks, findLinksByParser } from './src/core/notion/export/markdown-links.ts';
for (const [n,t] of [['x','[x]('.repeat(4000)],['x4','[x]('.repeat(16000)],['tags','<a '.repeat(5000)],['tags4','<a '.repeat(20000)]] as const){ let s=performance.now(); findMarkdownLinks(t+'\n\n[x](y.md)',()=>{}); console.log(n,performance.now()-s);
}
