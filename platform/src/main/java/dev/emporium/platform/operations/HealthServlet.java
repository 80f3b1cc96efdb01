package dev.emporium.platform.operations;

import dev.emporium.platform.Version;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * {@code /health/live}: the process works, and nothing is mended by a new one. {@code /health/ready}: requests may be sent
 * to it. Both say which version it is.
 */
public final class HealthServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Readiness readiness;

    public HealthServlet(Readiness readiness) {
        this.readiness = readiness;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getPathInfo();
        if ("/live".equals(path)) {
            boolean alive = readiness.isAlive();
            answer(response, alive ? 200 : 503, alive ? "live" : Readiness.State.WORKER_DEAD.toString());
        } else if ("/ready".equals(path)) {
            Readiness.State state = readiness.state();
            answer(response, state == Readiness.State.READY ? 200 : 503, state.toString());
        } else {
            response.sendError(404);
        }
    }

    private static void answer(HttpServletResponse response, int code, String status) throws IOException {
        response.setStatus(code);
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.getWriter().print("{\"status\":\"" + status + "\",\"version\":\"" + Version.BUILT + "\"}");
    }
}
