# Sourced by the other scripts; 'python' is the program that knows the packages.
# pip's packages put CUDA's libraries into folders that the loader does not know.
libraries=$("$python" - 2>/dev/null <<'PYTHON' || true
import glob, site, sysconfig
folders = set(site.getsitepackages() + [site.getusersitepackages(), sysconfig.get_paths()["purelib"]])
print(":".join(sorted(path for folder in folders for path in glob.glob(folder + "/nvidia/*/lib"))))
PYTHON
)
[ -z "$libraries" ] || export LD_LIBRARY_PATH="$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
