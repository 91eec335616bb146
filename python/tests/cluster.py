"""A master of Spark and its workers on this machine, for tests and measurements."""

import contextlib
import os
import pathlib
import subprocess
import sys
import time


@contextlib.contextmanager
def cluster(work, port=17077, workers=2, memory="1g"):
    """The address of a master, and its workers as processes, of one core each; they are gone afterwards."""
    import pyspark

    home = pathlib.Path(pyspark.__file__).parent
    os.environ |= {"SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable, "SPARK_HOME": str(home)}
    address = f"spark://127.0.0.1:{port}"

    def start(name, *words, ip="127.0.0.1"):
        command = [home / "bin/spark-class", f"org.apache.spark.deploy.{name.lower()}.{name}", "--webui-port", "0", *words]
        with (work / f"{name}.log").open("a") as log:
            return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log, cwd=work, env=os.environ | {"SPARK_LOCAL_IP": ip})

    master = start("Master", "--host", "127.0.0.1", "--port", str(port))
    time.sleep(6)

    def worker(at):
        """Each is a machine of its own to Spark, which gives no second copy of a task to the machine of the first."""
        ip = f"127.0.0.{at + 1}"
        return start("Worker", "--host", ip, "--cores", "1", "--memory", memory, "-d", str(work / str(at)), address, ip=ip)

    started = [worker(at) for at in range(workers)]
    try:
        yield address, started
    finally:
        for process in [*started, master]:
            process.terminate()
            process.wait()
