"""The witness of other installations' logs (C2SP tlog-witness), when configuration names them. No person, no room."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from trefas.accountability.checkpoints import witness
from trefas.audit.trust import trust

# A checkpoint with the longest proof there is has about 4 kB.
MOST_BYTES = 16_384


@csrf_exempt  # another installation has no session; what counts is the log's signature
@require_POST
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """Cosign a checkpoint that extends what was seen before; anything else is refused with its status."""
    trusted = trust()
    if trusted.witnessing is None or int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        raise Http404
    try:
        body = request.body.decode()
    except UnicodeDecodeError:
        return HttpResponse("The request does not read as one.\n", status=400, content_type="text/plain")
    judged = witness(body, trusted, now=timezone.now())
    kind = "text/x.tlog.size" if judged.status == 409 else "text/plain; charset=utf-8"
    return HttpResponse(judged.body, status=judged.status, content_type=kind)
