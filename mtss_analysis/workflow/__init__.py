"""From a district's folder to a released site: the catalogue, the run, the warm kernels, the manifest, the site."""
