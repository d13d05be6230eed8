search/pagefind.js
