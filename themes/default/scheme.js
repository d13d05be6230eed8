!function(e){try{var t=localStorage.getItem(e.dataset.site+":scheme");/^(light|dark)$/.test(t)&&(e.dataset.theme=t)}catch(e){}e.className+=" js"}(document.documentElement);
